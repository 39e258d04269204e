"""HTTP routes and wire shapes only: every route asks one use case of the desk, or reads one.

- `app`       the application: routes together, problems, the limits of a request
- `problems`  every error as a problem document (RFC 9457)
- `readable`  what cannot be read in one way only, refused before a route sees it
- `description`  the OpenAPI document: every route with its problems
- `auth`      who asks: keys of machines, sessions of people
- `paging`    lists in pages, with links to the next
- `orders`    orders, and the steps of their life
- `quotes`    quotes and firm holds
- `plans`     plans: read and published; `runs`: plans and repairs made as jobs,
  `rework`: and changed by hand
- `affairs`   consents, tasks, deliveries, notices
- `owners`    vetoes, block-outs, health, alerts, control centres
- `activations`, `governance`  disasters and exercises; proposals, votes, decisions
- `events`    what happened, as a page or a stream (`streams`); `webhooks`: sent to an address
- `journal`   the journal, its heads, keys and countersignatures
- `metrics`, `service`  how the desk is: figures and health
"""
