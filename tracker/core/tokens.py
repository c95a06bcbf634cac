"""Words, by jieba (rjieba where the cuts are the same)."""
