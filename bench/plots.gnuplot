# Draws plots/*.svg from data/*.csv; make bench-report runs it here. A column of
# the data is a line, its title the key.
set terminal svg size 640,400 dynamic font 'sans-serif,13' background 'white'
set datafile separator comma
set key top left reverse Left samplen 2 opaque
set key noenhanced autotitle columnhead
set grid
set offsets graph 0, 0, graph 0.25, 0
set format x '%.0s%c'
set autoscale xfix
set yrange [0:*]
set xlabel noenhanced
set ylabel noenhanced
set style data linespoints
set for [i=1:4] linetype i linewidth 2 pointtype 7 pointsize 0.6
set linetype 1 linecolor rgb '#0072b2'
set linetype 2 linecolor rgb '#d55e00'
set linetype 3 linecolor rgb '#888888'

# titles hold commas
heading(file, i) = system(sprintf("perl -MText::ParseWords -lne 'print((parse_line(q(,), 0, $_))[%d]); last' data/%s.csv", i - 1, file))
columns(file) = int(system("head -1 data/" . file . ".csv | perl -ne 's/\"[^\"]*\"/x/g; print tr/,// + 1'"))

set output 'plots/rows.svg'
set title 'One pooled rate'
set xlabel 'filings'
set ylabel 'ms'
plot for [i=2:columns('rows')] 'data/rows.csv' using 1:i title heading('rows', i)

set logscale x
set output 'plots/days.svg'
set title 'As-of series of the same filings on more days'
set xlabel 'days'
set ylabel 'ms'
plot for [i=2:columns('days')] 'data/days.csv' using 1:i title heading('days', i)

set output 'plots/enterprises.svg'
set title 'As-of series of the same filings of more enterprises, 100 days'
set xlabel 'enterprises'
set ylabel 'ms'
plot for [i=2:columns('enterprises')] 'data/enterprises.csv' using 1:i title heading('enterprises', i)

set output 'plots/memory.svg'
set title 'As-of series: peak memory of the server process'
set xlabel 'enterprises'
set ylabel 'MB'
plot for [i=2:columns('memory')] 'data/memory.csv' using 1:i title heading('memory', i)
