from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0002_search_indexes")]

    operations = [
        migrations.AddField(
            model_name="position",
            name="edges",
            field=models.CharField(default="0,30,60,90,120", max_length=60),
            preserve_default=False,
        ),
    ]
