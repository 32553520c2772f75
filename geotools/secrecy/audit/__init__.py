"""The audit: what published figures reveal, proved without looking at how they were made."""
