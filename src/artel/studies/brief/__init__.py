"""The brief: one page that shows heads of government what each state gains by pooling.

- `render`       the page, from a `Brief`
- `model`        what the page shows, as plain values
- `language`     sentences, plurals, numbers and dates of the language it is read in; one file for
  each but English stands in `languages`
- `figures`      every figure with its id, its words and the command that computes it again
- `headline`     the sentence that sells, and the leading figures
- `parties`      the table of each state, alone and together
- `maps`         the region and the world: land, passes, images, stations
- `canvas`       a map's paper, and the paths on it
- `projections`  from degrees to the plane
- `labels`       names beside their places, none upon another
- `timeline`     the day, a lane for each satellite
- `revisit`      how long each place waits: alone, together, in every coalition
- `refusals`     why orders were left, by article and one by one
- `markup`       escaped HTML and SVG, and numbers for people
- `palette`      a colour and a letter for each owner
- `style`        the style sheet: screen, dark and print
"""
