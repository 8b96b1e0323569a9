"""Side by side with what others use; run by `./dev bench`."""
