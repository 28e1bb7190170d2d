"""What is decided about articles without looking anything up."""
