# The order of the pages before and after the chapters.
FRONT_ORDER := preface courses notation
BACK_ORDER := building file-formats data-sets measured fast glossary bibliography book-index
