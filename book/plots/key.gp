# One key for all panels of a multiplot, above them. Loaded last; `titles` are those of the line
# types 1, 2, ...; those of several words stand in quotes.
unset label
unset border
unset tics
unset grid
unset xlabel
unset ylabel
unset logscale
set lmargin at screen 0
set rmargin at screen 1
set key on at screen 0.53, 0.99 center top horizontal samplen 1.5 width -3
plot [0:1] [0:1] for [i = 1:words(titles)] NaN with lines linetype i title word(titles, i)
