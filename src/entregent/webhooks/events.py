"""The facts that webhooks publish. They are not themselves sent by webhook: a failing endpoint must not feed itself."""

from entregent.journal.kinds import kind

PREFIX = "webhook."

endpoint_created = kind("webhook.created", "Facts will be sent to an address.", kinds="which kinds; empty for all")
endpoint_changed = kind("webhook.changed", "An endpoint is changed.", changed="the names of the fields")
endpoint_stopped = kind("webhook.stopped", "Nothing more is sent to an endpoint.", why="by_hand, failing or gone")
endpoint_removed = kind("webhook.removed", "An endpoint is removed.")
deliveries_replayed = kind("webhook.replayed", "Deliveries are sent again by hand.", count="how many")
