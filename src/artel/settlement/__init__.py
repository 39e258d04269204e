"""From usage records to the split of the money; pure, and without orbits.

- `money`       whole minor units with a currency, exact numbers, one way to round
- `periods`     the month that is closed at once
- `formulas`    the small language of a statement's formulas
- `sheet`       lines that lean on one another, and their recomputation
- `usage`       usage records, signed by the owner of the asset that was used
- `tariffs`     the file tariffs.yaml: prices, taxes, exchange rates, shares, all dated
- `checks`      what tariffs.yaml says against itself
- `pricing`     a usage record becomes a priced line with its inputs and its formula
- `exchange`    one currency into another at a dated rate
- `vat`         value-added tax, also of an advance paid under an older rate
- `invoices`    lines become one invoice for each customer
- `ledger`      double entry; what does not sum to zero is refused
- `waterfall`   revenue, less what goes to partners, fee, costs and reserve
- `split`       a sum into parts, and no minor unit is lost
- `schemes`     by which weights: fixed table, investment, utilisation, Shapley, nucleolus
- `games`       Shapley value, core, least core, nucleolus of the coalitions' values
- `linear`      equations in fractions
- `simplex`     the nucleolus's linear programme, in fractions
- `known_games` games whose answer has a closed form: airport, weighted vote
- `netting`     who pays whom at the end
- `books`       all of this for one period, as plain documents
- `postings`    the entries of a period
- `statements`  what one member sees, each line with its inputs and its formula
- `prints`      invoices and statements as pages
"""
