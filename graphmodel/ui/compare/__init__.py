"""The Compare page: people side by side."""
