"""Which party opened a room, so that it may close it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_terms_and_claims"), ("parties", "0002_rooms_and_contracts")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="party",
            field=models.ForeignKey(
                db_comment="the party that opened it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
    ]
