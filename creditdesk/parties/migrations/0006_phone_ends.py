"""The last digits of telephone numbers are kept in indexes, so that a caller is found by his number."""

from django.db import migrations, models

import creditdesk.parties.phone_ends


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_salespeople"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(creditdesk.parties.phone_ends.PhoneEnd("phone"), name="contact_phone_end"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(creditdesk.parties.phone_ends.PhoneEnd("mobile"), name="contact_mobile_end"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(creditdesk.parties.phone_ends.PhoneEnd("phone"), name="customer_phone_end"),
        ),
    ]
