"""The process that carries calls: what is done with each of them while it lasts.

One loop, one task a call. It never waits for the database on the way of sound: writes go through ``ledger``, in threads; sound
is another process (``telephony.media``), signalling (``telephony.sip``) shares the loop.
"""
