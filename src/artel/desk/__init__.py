"""Use cases of the joint operator: one function, one transaction; permission first, journal last.

- `desk`         the parts a use case needs: the store, the clock, the folder of its files
- `permissions`  who may do what, and why
- `accounts`     who somebody is, and the hashed keys that prove it
- `opening`      the first start: a pool, its orders, an administrator
- `idempotency`  the same request sent again
- `shelf`        what was read once and is asked often

Orders and plans:

- `orders`       an order's life: placed, accepted, amended, cancelled, expired
- `quotes`       indicative quotes, of the plan in force (`quotes_ground`)
- `holds`        firm holds, kept, accepted, released (`held_looks`: their rows)
- `pool_files`   the pool as it stands: its files, the desk's orders, block-outs, consents, vetoes
- `plans`        made outside of any transaction, judged, published, repaired
- `publishing`   what follows from a plan coming into force
- `runs`         planning asked for as a job; `runs_work`: carried out by a worker
- `reworking`    plans changed by hand, and the looks to choose from
- `happenings`   what befell a plan, as a repair is asked
- `periodic`     what the desk does again and again

Owners:

- `centres`      where each owner is reached
- `tasks`        what an owner is asked to fly; `dispatch`: sent, answered, followed, recalled
- `deliveries`   taken in and held against the promise
- `displacing`   what follows when an image will not come
- `consents`     what a party is asked; `vetoes`, `exercised`: what an owner refuses
- `blockouts`    what is not to be had; `health`, `alerts`: what to look at

Members:

- `activations`  disasters and exercises (`activations_plan`)
- `governance`   proposals and votes (`governance_change`, `pool_edits`, `departures`, `decisions`)
- `journals`     the journal given out; `webhooks`: events sent to a party's own address
"""
