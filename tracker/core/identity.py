"""Who reports on which year (单位、年度、标题、日期)."""
