"""The index: entries, and their words as FTS5 on SQLite or as tsvector on PostgreSQL."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Words are cut by us (search/words.py), so the tokenizer splits at blanks alone: every joint of a number is a letter.
_SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    words, tokenize = "unicode61 remove_diacritics 0 tokenchars '-._/:#+@'", prefix = '2 3'
)
"""


def make(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)
    else:
        editor.execute("ALTER TABLE search_entry ADD COLUMN words tsvector")
        editor.execute("CREATE INDEX search_entry_words ON search_entry USING gin (words)")


def unmake(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        db_comment="grows with the date of what it points at", primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("key", models.UUIDField()),
                (
                    "within",
                    models.UUIDField(
                        db_comment="the case, party or maker it lies in: narrows, never decides who may read"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="search_entry_once")],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
