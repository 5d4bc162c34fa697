"""Who somebody is: accounts, passwords, sessions, and the accounts of the province."""
