"""What the server answers over HTTP, and whom: routes, guards, login, the interfaces for programs."""
