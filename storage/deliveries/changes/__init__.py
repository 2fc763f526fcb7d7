"""Notices of new and changed meetings.

A change is recorded in the transaction that makes it (`recording`). Afterwards its notices are
added to the outbox in batches of chats (`batches`, by the statements in `inserting`), so that no
transaction holds the database for long, however many meetings and subscribers there are.
"""
