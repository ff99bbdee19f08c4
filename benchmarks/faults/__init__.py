"""What an index withstands: kills, full and failing disks, damaged files, rebuilding meanwhile."""
