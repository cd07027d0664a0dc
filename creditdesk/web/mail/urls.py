from __future__ import annotations

from django.urls import path

from creditdesk.web.mail import acts, lists, mailboxes, messages

_IN, _OUT = "mail/in/<int:incoming_id>/", "mail/out/<int:outgoing_id>/"

urlpatterns = [
    path("mail/", lists.arrived, name="mail"),
    path("mail/unmatched/", lists.unmatched, name="mail_unmatched"),
    path("mail/sending/", lists.sending, name="mail_sending"),
    path("accounts/<int:customer_id>/mail/", lists.of_account, name="account_mail"),
    path(_IN, messages.came, name="mail_in"),
    path(f"{_IN}file/", acts.file, name="mail_file"),
    path(f"{_IN}aside/", acts.aside, name="mail_aside"),
    path(f"{_IN}move/", acts.move, name="mail_move"),
    path(f"{_IN}reply/", acts.reply, name="mail_reply"),
    path(_OUT, messages.went, name="mail_out"),
    path(f"{_OUT}decision/", acts.decide, name="mail_decide"),
    path("mail/attachments/<int:attachment_id>/", messages.attachment, name="mail_attachment"),
    path("mail/sent-files/<int:sent_file_id>/", messages.sent_file, name="mail_sent_file"),
    path("mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailboxes.new, name="mailbox_new"),
    path("mailboxes/<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/test/", mailboxes.test, name="mailbox_test"),
    path("mailboxes/<int:mailbox_id>/readers/", mailboxes.readers, name="mailbox_readers"),
    path("mailboxes/<int:mailbox_id>/end/", mailboxes.end, name="mailbox_end"),
]
