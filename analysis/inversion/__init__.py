"""What an inference came to: posteriors, ridges, checks of the model and of the method."""
