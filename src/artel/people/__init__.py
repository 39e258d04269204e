"""Who is trained, certified, rested and on shift, and which passes may be flown because of it.

- `tables`        the rows of people.yaml
- `reading`       people.yaml read, each name checked
- `events`        the event log inside it, and what of it is known at a time
- `currency`      when an endorsement expires, lapses, or wants its refresher
- `rest`          spells of duty out of the log, judged by a labour pack
- `status`        may this person do this job at this instant: a pure function of the log
- `gate`          when a station has nobody for the satellites of an owner, and why
- `demands`       a month's roster as a problem: shifts to cover, rules of rest, currency to keep
- `roster_model`  shifts, workers, demands and wishes in general
- `roster_rules`  the same as a constraint model
- `patterns`      one worker's cheapest patterns, by dynamic programming
- `columns`       a roster and a bound out of whole patterns, by column generation
- `roster`        the roster, by patterns and CP-SAT
"""
