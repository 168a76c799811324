"""What a plan of deliveries comes to: futures of contracts, fights with what is ready, and the answers between."""
