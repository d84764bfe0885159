from __future__ import annotations

from typing import Any

from django.db import migrations, models


def name_publishers(apps: Any, _editor: Any) -> None:
    """Each advisory that is kept says who published it; its signal has the same key. Nothing else has a publisher."""
    entries = apps.get_model("signals", "ListedEntry").objects.filter(source="icsma")
    signals = apps.get_model("signals", "Signal").objects
    for row in entries.iterator(chunk_size=200):
        said = row.said.get("advisory") if isinstance(row.said, dict) else None
        if not said:  # what was destroyed says nothing
            continue
        publisher = str(said["publisher"][1]).strip().rstrip("/")[:200]
        entries.filter(pk=row.pk).update(publisher=publisher)
        signals.filter(coordinator=row.coordinator_id, source="icsma", key=row.key).update(publisher=publisher)


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0006_uncompared"),
    ]

    operations = [
        migrations.AddField(
            model_name="listedentry",
            name="publisher",
            field=models.CharField(
                blank=True, db_comment="whose id the key is: a namespace", default="", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="publisher",
            field=models.CharField(
                blank=True, db_comment="whose id the key is: a namespace", default="", max_length=200
            ),
        ),
        migrations.RunPython(name_publishers, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="listedentry", name="listed_once"),
        migrations.RemoveConstraint(model_name="signal", name="signal_once"),
        migrations.AddConstraint(
            model_name="listedentry",
            constraint=models.UniqueConstraint(
                fields=("coordinator", "source", "publisher", "key"), name="listed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                fields=("coordinator", "source", "publisher", "key"), name="signal_once"
            ),
        ),
    ]
