"""The calendar from addresses that the operator allows: CALENDAR_SOURCES."""
