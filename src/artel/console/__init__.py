"""The console: the pages of the desk, as built files. They speak to the API and to nothing else.

- `serving`   gives them out: which file for which path, under which policy

The pages themselves are written in console/ at the top of the repository and built into `static`
here; see console/README.md.
"""
