# Products that are looked for at the till, and what they cost.

find = Find
find-product = Find a product
find-label = Beginning of a word, or an article number
find-hint = Type a few letters. The arrows choose, Enter puts it in the basket.
find-nothing = No product begins like that. Try fewer letters, or another word.
price = Price
price-check = What does it cost?
price-told = { $name } costs { $price }.
price-told-members = Members pay { $price }.
close = Close
