"""Terminals of subscribers: which satellite each may use, when, and at what rate.

decibels    arithmetic of links: free space, dishes, beams, C/N0, Es/N0
modcods     what a waveform can carry at which Es/N0, as tables
tables      terminals.yaml: types, waveforms, satellites' radios, grants, and the terminals
approvals   approvals.yaml: what each state lets a type transmit on its ground
figures     words that both tables share: figures with a source, bands, patterns, dates
places      where a terminal is: fixed, or on a dated route
looks       angles and ranges between a terminal and a satellite
matching    which radio of a terminal speaks with which radio of a satellite
budget      one hop line by line, over any number of instants at once
meeting     a terminal and a satellite over one track, and the curves between the two
timeline    a rate over a pass, with exact instants of change, and the bits that it carries
calendar    contacts of one terminal with one satellite, or the reasons why there are none
waiting     how long one waits for the next satellite
"""
