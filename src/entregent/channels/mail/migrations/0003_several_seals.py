"""An address may be sealed by two keys, one RSA and one Ed25519."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_sealed_with_the_common_keys")]

    operations = [
        migrations.RenameField("mailaddress", "dkim_selector", "dkim_selectors"),
        migrations.AlterField(
            "mailaddress",
            "dkim_selectors",
            models.CharField(
                "DKIM selectors",
                max_length=130,
                blank=True,
                validators=[
                    django.core.validators.RegexValidator(
                        r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?( [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$"
                    )
                ],
                help_text=(
                    "Seal what leaves; the private key is the file selector.domain.pem in the folder of keys, RSA or Ed25519. "
                    "One, or two with a space between them: a key of each kind is read by every server."
                ),
            ),
        ),
    ]
