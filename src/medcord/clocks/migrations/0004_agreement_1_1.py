"""The time to comment ends when the text is out (agreement 1.1.0): clocks of the version before are computed anew."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("clocks", "ClockRow").objects.filter(pack="agreement 1.0.0").update(stale=True)


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0003_products"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
