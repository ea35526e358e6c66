"""One module per workbook, and the sheets that they share.

Belongs here: which sheets a workbook has, which columns they show, which charts they draw.
Must stay out: cell formats, chart looks, the cut, any formula of a metric, score or pay.
Each workbook module gives WORKBOOK_ID, TITLE, READS (table → columns), SHEETS, TRACED.
"""
