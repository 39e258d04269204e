"""The satellites and stations that the owners bring, read and checked.

- `satellites`      a satellite: orbit facts, sensors, agility, duty, recorder, radios, command
- `stations`        a ground station: antennas, decoders, permits
- `dated`           maintenance, and leave that holds for a time
- `steps`           a rate that goes by elevation
- `matching`        which station may command or receive which satellite
- `timing`          how early or late a satellite may be, by the age of its elements
- `orbits_of_facts` element sets computed from the published facts of an orbit
"""
