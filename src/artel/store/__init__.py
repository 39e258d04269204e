"""What the desk keeps: its database, and the journal that each member verifies on its own.

The journal's pure half knows no database:

- `chain`        entries, each sealing the one before it; bodies by salted digest
- `merkle`       one root for many entries, and short proofs about it (RFC 6962)
- `signing`      Ed25519 keys and signatures
- `heads`        a day's signed root, and what members put under it
- `records`      the lines of a journal file
- `journal_file` a journal as a file, whole or one member's extract
- `extracting`   one member's extract out of the whole journal, with its proofs
- `verifying`    is a file right, and which record is the first that is not
- `checks`       its part for entries and bodies
- `seals`        its part for heads, countersignatures and proofs
- `comparing`    do two files tell one history

The database:

- `programs`     the bundled PostgreSQL's programs, run as a user that is not root
- `cluster`      a server's folder: made, started, looked at, stopped
- `ownership`    which process stops a server
- `embedded`     the server in the data folder: started, joined, adopted
- `reaching`     one connection as the owner, or one sentence why not
- `migrations`   the tables, carried forward from any older version
- `queries`      statements by name
- `refusals`     what the database refuses, in the product's own errors
- `units`        one transaction in the name of one actor, the journal last
- `connections`  the pool of connections behind units
- `opening`      a server, its tables and its store, all at once
- `appending`    entries at the end of a unit
- `journal`      the journal exported, and signed at a day's end
- `manifest`     what a backup says it holds
- `backup`       the database and its files as they stood at one moment
- `restore`      a backup brought back, and verified before it is put in place
"""
