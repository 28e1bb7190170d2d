"""The facts that brands publish."""

from entregent.journal.kinds import kind

brand_created = kind("brand.created", "A brand is created.")
brand_changed = kind("brand.changed", "A brand's settings are changed.", changed="The names of the settings that changed.")
