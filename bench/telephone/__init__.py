"""A house that telephones, for the benches of ``entregent voice``: its brand and agents, and a city of telephones around it."""
