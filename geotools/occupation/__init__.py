"""occupation."""
