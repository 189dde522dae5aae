import { dehumidifyingAircon, gasWaterHeater, heatPumpUnit, inverterAircon } from './appliances-air.ts';
import { airFryer, riceCooker, television } from './appliances-living.ts';
import {
  fourDoorFridge,
  frontWasher,
  heatPumpDryer,
  threeDoorFridge,
  uprightFreezer,
} from './appliances-white.ts';
import { diaperPack, pullUpPack, washBottle, wipesPack } from './baby-care.ts';
import { cerealBox, feedingBottle, formulaTin, strawCup, suctionPlate } from './baby-feeding.ts';
import { bedsideCot, carSeat, stroller } from './baby-gear.ts';
import { beefBalls, beefShank, cubedBrisket, hotpotRolls, marbledSlices, shortRibs } from './beef-cuts.ts';
import { filetSteak, ribeyeSteak, sirloinSteak, tomahawkSteak } from './beef-steaks.ts';
import { blueberries, cherries, durian, lychees, redKiwi, shineMuscat, strawberries } from './fruit-soft.ts';
import { aksuApples, dekoponMandarins, honeyPeaches, korlaPears, navelOranges } from './fruit-tree.ts';
import type { Draw } from './pen.ts';
import { canvasHighTop, courtSneaker, houseSlipper, kidsSneaker, sportsSandal } from './shoes-casual.ts';
import { chelseaBoot, derbyShoe, loafer, snowBoot, workBoot } from './shoes-leather.ts';
import { cushionedRunner, hikingShoe, lightRunner, slipOnShoe } from './shoes-sports.ts';

/** Low shoes leave much air above: brought closer, they fill the picture like the boots do. */
const closer =
  (draw: Draw): Draw =>
  (pen, colour) =>
    pen.group('translate(-56 -84) scale(1.13)', () => draw(pen, colour));

/** Product id → how it is drawn. */
export const recipes: Readonly<Record<string, Draw>> = {
  P001: closer(lightRunner),
  P002: closer(hikingShoe),
  P003: closer(cushionedRunner),
  P004: closer(courtSneaker),
  P005: canvasHighTop,
  P006: closer(slipOnShoe),
  P007: closer(derbyShoe),
  P008: (pen, colour) => pen.group('translate(-70 -130) scale(1.16)', () => loafer(pen, colour)),
  P009: workBoot,
  P010: snowBoot,
  P011: chelseaBoot,
  P012: closer(sportsSandal),
  P013: houseSlipper,
  P014: closer(kidsSneaker),
  P015: fourDoorFridge,
  P016: threeDoorFridge,
  P017: uprightFreezer,
  P018: frontWasher,
  P019: heatPumpDryer,
  P020: dehumidifyingAircon,
  P021: inverterAircon,
  P022: heatPumpUnit,
  P023: gasWaterHeater,
  P024: television,
  P025: riceCooker,
  P026: airFryer,
  P027: formulaTin,
  P028: cerealBox,
  P029: diaperPack,
  P030: pullUpPack,
  P031: feedingBottle,
  P032: strawCup,
  P033: suctionPlate,
  P034: stroller,
  P035: carSeat,
  P036: wipesPack,
  P037: washBottle,
  P038: bedsideCot,
  P039: ribeyeSteak,
  P040: sirloinSteak,
  P041: filetSteak,
  P042: tomahawkSteak,
  P043: hotpotRolls,
  P044: marbledSlices,
  P045: cubedBrisket,
  P046: beefShank,
  P047: shortRibs,
  P048: beefBalls,
  P049: aksuApples,
  P050: korlaPears,
  P051: navelOranges,
  P052: dekoponMandarins,
  P053: shineMuscat,
  P054: blueberries,
  P055: strawberries,
  P056: cherries,
  P057: honeyPeaches,
  P058: durian,
  P059: redKiwi,
  P060: lychees,
};
