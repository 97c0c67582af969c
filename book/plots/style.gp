# What all plots share; figure.py runs it before each script. The colours stand for the style
# sheet's --series-1 to --series-6 (figure.py's SERIES): told apart by the colour-blind, and
# each with a dash and a mark of its own, so that no plot depends on colour alone. A telephone
# shows these 540 units on some 380 pixels: text of 16 is then 11 pixels high, and may be no smaller.
set terminal svg size 540,350 dynamic enhanced font ",16" linewidth 1 butt
set encoding utf8
set datafile separator comma
set datafile missing ""

set linetype 1 linecolor rgb "#0072b2" linewidth 2 dashtype solid pointtype 7 pointsize 0.6
set linetype 2 linecolor rgb "#c84e00" linewidth 2 dashtype (9,4) pointtype 5 pointsize 0.6
set linetype 3 linecolor rgb "#00805d" linewidth 2 dashtype (3,3) pointtype 9 pointsize 0.7
set linetype 4 linecolor rgb "#a8528a" linewidth 2 dashtype (12,4,3,4) pointtype 13 pointsize 0.7
set linetype 5 linecolor rgb "#8a6a00" linewidth 2 dashtype (14,3) pointtype 4 pointsize 0.7
set linetype 6 linecolor rgb "#666666" linewidth 2 dashtype (2,5) pointtype 6 pointsize 0.7
set linetype cycle 6

set border 3 linecolor rgb "black" linewidth 0.8
set tics nomirror out scale 0.6
set grid linecolor rgb "#bbbbbb" linewidth 0.8 dashtype solid
set key top right noautotitle samplen 3 spacing 1.15
set style fill solid 0.75 noborder
set boxwidth 0.7 relative

# For heat maps (`plot ... with image pixels`): more or less of the first series' colour. The
# numbers are figure.py's HEAT_END, not that colour itself, so as to be told apart from a line.
set palette defined (0 "#ffffff", 1 "#08519c") maxcolors 64
unset colorbox
