/** What `--format` of a list takes. */
export const listFormatHelp = `Shape the output by a template of your own:
'table':            Columns with titles (default)
'table TEMPLATE':   Such columns, filled by a Go template
'json':             One JSON object a line
'TEMPLATE':         One line for each, by a Go template.
See https://docs.docker.com/go/formatting/ for what templates can do`;

/** What `--format` takes where single objects are shown. */
export const inspectFormatHelp = `Shape the output by a template of your own:
'json':             JSON
'TEMPLATE':         What a Go template makes of it.
See https://docs.docker.com/go/formatting/ for what templates can do`;
