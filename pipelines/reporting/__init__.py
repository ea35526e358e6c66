"""From stored tables to files and mail: what each workbook reads, builds and reaches.

Belongs here: the tables and the context that `reports` is given, building in processes, and
delivering what changed. Must stay out: the look of a sheet, and the mail transport itself.
"""
