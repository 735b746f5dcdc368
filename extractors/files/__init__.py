"""What every file source shares: reading CSV and XLSX, layouts, typing cells, rejects."""
