"""The places whose public holidays a brand may close on."""

from django.utils.translation import gettext_lazy as _

FRANCE = [
    ("FR", _("France")), ("FR-57", _("Alsace-Moselle")), ("FR-GP", _("Guadeloupe")), ("FR-MQ", _("Martinique")),
    ("FR-GF", _("French Guiana")), ("FR-RE", _("Réunion")), ("FR-YT", _("Mayotte")), ("FR-MF", _("Saint Martin")),
    ("FR-BL", _("Saint Barthélemy")), ("FR-PM", _("Saint Pierre and Miquelon")), ("FR-NC", _("New Caledonia")),
    ("FR-PF", _("French Polynesia")), ("FR-WF", _("Wallis and Futuna")),
]  # fmt: skip
SWITZERLAND = [
    ("CH", _("Switzerland, all cantons")), ("CH-AG", _("Aargau")), ("CH-AI", _("Appenzell Innerrhoden")),
    ("CH-AR", _("Appenzell Ausserrhoden")), ("CH-BE", _("Bern")), ("CH-BL", _("Basel-Landschaft")), ("CH-BS", _("Basel-Stadt")),
    ("CH-FR", _("Fribourg")), ("CH-GE", _("Geneva")), ("CH-GL", _("Glarus")), ("CH-GR", _("Graubünden")), ("CH-JU", _("Jura")),
    ("CH-LU", _("Lucerne")), ("CH-NE", _("Neuchâtel")), ("CH-NW", _("Nidwalden")), ("CH-OW", _("Obwalden")),
    ("CH-SG", _("St. Gallen")), ("CH-SH", _("Schaffhausen")), ("CH-SO", _("Solothurn")), ("CH-SZ", _("Schwyz")),
    ("CH-TG", _("Thurgau")), ("CH-TI", _("Ticino")), ("CH-UR", _("Uri")), ("CH-VD", _("Vaud")), ("CH-VS", _("Valais")),
    ("CH-ZG", _("Zug")), ("CH-ZH", _("Zurich")),
]  # fmt: skip
ELSEWHERE = [
    ("BE", _("Belgium")), ("LU", _("Luxembourg")), ("MC", _("Monaco")), ("MA", _("Morocco")), ("MG", _("Madagascar")),
]  # fmt: skip
GROUPS = [(_("France"), FRANCE), (_("Switzerland"), SWITZERLAND), (_("Elsewhere"), ELSEWHERE)]
PLACES = [*FRANCE, *SWITZERLAND, *ELSEWHERE]
