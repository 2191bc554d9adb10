"""What we answer, as frozen records with their JSON Schema; pure data, without a thought of its own."""
