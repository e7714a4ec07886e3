"""An intent learned from real requests.

Data moves right: requests -> uses (`uses`) -> generalised by stated steps (`generalise`) -> grants (`learn`)
-> fewer characters where it is too long (`fit`) -> text (`text`), or lines in one that exists (`merge`,
`insert`) -> tried (`trial`).
"""
