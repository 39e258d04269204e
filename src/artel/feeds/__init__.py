"""The outside world as text: what a person names is fetched, bounded, unpacked and decoded here.

Every fault a person can cause is an InputError with a sentence and a next step. What a text means
is the business of the rooms below.

- `files`   one file, standard input, or the known files of a pool folder
- `urls`    one document over http or https
- `source`  whichever of these a name means
- `decode`  bytes as text: gzip within a limit, UTF-8 with or without its mark
- `outputs` files that artel writes: whole or not at all
- `cache_folder` where artel keeps what it can make again
- `track_store` tracks in that folder, mapped into memory
- `compiled_code` compiled kernels in that folder, and a word when they are made
- `languages` the languages that the brief is read in
- `closes`  the folder of a closed period as bytes
- `pdf`     pages as PDF by typst
- `outbound` the guard of every request to an address that others gave
- `small_json` JSON from others, bounded in size and depth
- `stac_items` delivered STAC Items
- `delivered_files` delivered images, kept by their sha256 and read for what they show
- `owner_centres` owners' control centres, by `owner_http` or `owner_folder`; `owner_tasks` holds
  the documents, `owner_documents` reads a task's back
"""
