return { { name = "listed", remote_address = "listed.example.org" } }
