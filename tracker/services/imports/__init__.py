"""Tables that come in (导入): what each row would do, then doing exactly that.

A dry run (预览) is a list of `Step`s, one a row, made without writing. Places are imported all
together or not at all; conclusions row by row, each through services/reviews.py.
"""
