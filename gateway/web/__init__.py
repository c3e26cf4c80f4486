"""The desk, the JSON API, health, metrics and the control socket."""
