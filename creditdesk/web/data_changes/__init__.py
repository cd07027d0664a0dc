"""Changes of a customer's data that count after a call-back: the queue, the request, the call, the second person."""
