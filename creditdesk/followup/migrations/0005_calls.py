"""Calls: what of an activity was against the contact rules and is to be confirmed in writing; unknown callers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0004_strategy_decisions"),
        ("parties", "0005_salespeople"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnknownCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40)),
                ("caller", models.CharField(blank=True, max_length=120)),
                ("note", models.TextField(blank=True)),
                ("due_date", models.DateField()),
                ("at", models.DateTimeField()),
                ("key", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ["due_date", "id"],
            },
        ),
        migrations.CreateModel(
            name="UnknownCallClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="activity",
            name="breach",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="activity",
            name="breach_reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="activity",
            name="confirmation_wanted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("breach_reason", ""), models.Q(("channel", "call"), ("direction", "outbound")), _connector="OR"
                ),
                name="activity_breach_of_our_call",
            ),
        ),
        migrations.AddField(
            model_name="unknowncall",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="unknown_calls", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unknowncall",
            name="company",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
            ),
        ),
        migrations.AddField(
            model_name="unknowncallclosing",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unknowncallclosing",
            name="call",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="followup.unknowncall"
            ),
        ),
        migrations.AddIndex(
            model_name="unknowncall",
            index=models.Index(fields=["by", "due_date"], name="unknown_call_by"),
        ),
    ]
